//! The trait of values that have exactly one canonical form.

use super::{Invalid, Value, Writer};

/// A value with exactly one JSON form: reading what was written gives the value
/// back, and writing what was read in canonical form gives the same bytes.
pub trait Form: Sized {
    /// What reading begins with. It may break the bounds of its type, so it is not
    /// given out before it is filled.
    fn blank() -> Self;

    /// Reads the value in the place of a blank one. After an error nothing is known of
    /// what is there.
    ///
    /// # Errors
    /// [`Invalid`] with the path of the first member that has the wrong form.
    fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid>;

    /// Writes the canonical form.
    fn write(&self, out: &mut Writer);

    /// Reads the value.
    ///
    /// # Errors
    /// [`Invalid`] with the path of the first member that has the wrong form.
    fn read(value: Value<'_>) -> Result<Self, Invalid> {
        let mut form = Self::blank();
        form.fill(value)?;
        Ok(form)
    }
}

impl<T: Form> Form for Box<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        (**self).fill(value)
    }

    fn write(&self, out: &mut Writer) {
        (**self).write(out);
    }
}

impl<T: Form> Form for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        let items = value.array()?;
        self.resize_with(items.len(), T::blank);
        for (index, (item, value)) in self.iter_mut().zip(items).enumerate() {
            item.fill(value).map_err(|error| error.within_item(index))?;
        }
        Ok(())
    }

    fn write(&self, out: &mut Writer) {
        out.array(self.iter(), |item, out| item.write(out));
    }
}

impl Form for bool {
    fn blank() -> Self {
        false
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        *self = value.boolean()?;
        Ok(())
    }

    fn write(&self, out: &mut Writer) {
        out.boolean(*self);
    }
}

/// Any JSON value of the strict subset, written in canonical form.
impl Form for Value<'_> {
    fn blank() -> Self {
        Self::default()
    }

    fn fill(&mut self, _: Value<'_>) -> Result<(), Invalid> {
        Err(Invalid::new("a typed value", "an untyped one"))
    }

    fn write(&self, out: &mut Writer) {
        self.write_canonical(out);
    }
}
