package headers

// Names are all names of all fields, as they are compared.
func Names() (out []string) {
	for _, m := range meanings {
		for _, l := range append(labels(m.names), labels(m.alone)...) {
			out = append(out, l.joined)
		}
	}
	return out
}

// Words are all words for on sale, and for not on sale.
const Words = shown + "|" + hidden
