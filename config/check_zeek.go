package config

import (
	"cmp"
	"time"
)

func (k checker) zeek(path string, f *Feed) {
	f.Signature = cmp.Or(f.Signature, SignatureRequire)
	k.oneOf(path+".signature", f.Signature, SignatureRequire, SignatureVerifyIfPresent, SignatureOff)
	k.proof(path, f)
	if f.AppID != "" && !digitsPattern.MatchString(f.AppID) {
		k.add(path+".appid", "must be digits")
	}
	k.secretPath(path, f.SecretPath)
	if !k.given[path+".max_skew"] {
		f.MaxSkew = 180 * time.Second
	} else if f.MaxSkew <= 0 {
		k.add(path+".max_skew", "must be more than 0")
	}
	if f.Region != "" && !zeekPattern.MatchString(f.Region) {
		k.add(path+".region", "must be Zeek's own code, such as HK, TPE or SGN")
	}
	k.parcels(path, f)
}

// parcels reports a call for ZeekDash's parcels that cannot be made.
func (k checker) parcels(path string, f *Feed) {
	switch {
	case f.Token != "" && f.InfoPath == "":
		k.add(path+".info_path", "is required with token")
	case f.Token == "" && f.InfoPath != "":
		k.add(path+".token", "is required with info_path")
	case f.Token != "" && !tokenPattern.MatchString(f.Token):
		k.add(path+".token", "must be printable, without spaces")
	case f.InfoPath != "" && !apiPathPattern.MatchString(f.InfoPath):
		k.add(path+".info_path", "must be a path such as /order/info, without the version")
	}
}

// proof reports what a callback cannot be verified without.
func (k checker) proof(path string, f *Feed) {
	if f.Signature != SignatureOff {
		if f.AppID == "" {
			k.add(path+".appid", "is required unless signature is off")
		}
		if f.SecretKey == "" {
			k.add(path+".secret_key", "is required unless signature is off")
		}
	}
	switch {
	case f.SecretPath != "":
	case f.Signature == SignatureOff:
		k.add(path+".secret_path", "is required when signature is off")
	case f.Signature == SignatureVerifyIfPresent:
		k.warn(path+".signature", "lets unsigned calls of anybody in; a secret_path keeps strangers out")
	}
}
