"""The pages of registrations: a landlord's own, the counter's, the station's."""
