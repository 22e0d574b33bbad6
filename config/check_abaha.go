package config

import "cmp"

// abaha needs the header, which is the only proof that a call comes from Abaha, or a secret in the address in its place.
func (k checker) abaha(path string, f *Feed) {
	f.Signature = cmp.Or(f.Signature, SignatureRequire)
	k.oneOf(path+".signature", f.Signature, SignatureRequire, SignatureOff)
	k.secretPath(path, f.SecretPath)
	switch {
	case k.given[path+".header"]:
		k.header(path+".header", f.Header)
	case f.Signature != SignatureOff:
		k.add(path+".header", "is required unless signature is off: name and value of the header set at Abaha")
	}
	if f.Signature == SignatureOff {
		k.headerOff(path, f)
	}
}

// headerOff takes the header away, so that nobody downstream asks for it.
func (k checker) headerOff(path string, f *Feed) {
	if f.SecretPath == "" {
		k.add(path+".secret_path", "is required when signature is off")
	}
	if f.Header != (Header{}) {
		k.warn(path+".header", "is not looked at while signature is off")
	}
	f.Header = Header{}
}

func (k checker) header(path string, h Header) {
	if !headerPattern.MatchString(h.Name) {
		k.add(path+".name", "must be the name of an HTTP header")
	}
	k.secret(path+".value", h.Value)
	if !printable(h.Value) {
		k.add(path+".value", "must be printable ASCII without a space at either end")
	}
}
