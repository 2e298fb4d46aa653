"""Who somebody is: CNIC, passport, phone, names. Value types, form fields and field mixins."""
