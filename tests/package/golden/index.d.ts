/** Already resolved: here so that code can be written alike for both entries. */
declare function init(): Promise<void>;

export { init };
