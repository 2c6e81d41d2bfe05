//! The trait of values that have exactly one canonical form.

use super::{Invalid, Value, Writer};

/// A value with exactly one JSON form: reading what was written gives the value
/// back, and writing what was read in canonical form gives the same bytes.
pub trait Form: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// [`Invalid`] with the path of the first member that has the wrong form.
    fn read(value: Value<'_>) -> Result<Self, Invalid>;

    /// Writes the canonical form.
    fn write(&self, out: &mut Writer);
}

impl<T: Form> Form for Box<T> {
    fn read(value: Value<'_>) -> Result<Self, Invalid> {
        T::read(value).map(Self::new)
    }

    fn write(&self, out: &mut Writer) {
        (**self).write(out);
    }
}

impl<T: Form> Form for Vec<T> {
    fn read(value: Value<'_>) -> Result<Self, Invalid> {
        let items = value.array()?;
        let mut list = Self::with_capacity(items.len());
        for (index, item) in items.enumerate() {
            list.push(T::read(item).map_err(|error| error.within_item(index))?);
        }
        Ok(list)
    }

    fn write(&self, out: &mut Writer) {
        out.array(self.iter(), |item, out| item.write(out));
    }
}

impl Form for bool {
    fn read(value: Value<'_>) -> Result<Self, Invalid> {
        value.boolean()
    }

    fn write(&self, out: &mut Writer) {
        out.boolean(*self);
    }
}

/// Any JSON value of the strict subset, written in canonical form.
impl Form for Value<'_> {
    fn read(_: Value<'_>) -> Result<Self, Invalid> {
        Err(Invalid::new("a typed value", "an untyped one"))
    }

    fn write(&self, out: &mut Writer) {
        self.write_canonical(out);
    }
}
