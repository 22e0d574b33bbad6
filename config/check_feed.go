package config

// feedKeys says which platform each key belongs to; those of every platform are not in it.
var feedKeys = map[string]string{
	"domain": Cyberbiz, "webhook_secrets": Cyberbiz, "username": Cyberbiz, "secret": Cyberbiz, "token": Cyberbiz,
	"sign_path_only": Cyberbiz, "base_url": Cyberbiz, "image_host": Cyberbiz, "product_type": Cyberbiz, "poll": Cyberbiz,
	"header": Abaha,
	"appid":  Zeek, "secret_key": Zeek, "signature": Zeek, "secret_path": Zeek, "max_skew": Zeek, "region": Zeek,
}

func (k checker) feeds(shop string, feeds []Feed) {
	paths := map[string]string{}
	for i := range feeds {
		f, path := &feeds[i], index(shop+".feeds", i)
		k.id(path+".id", f.ID)
		if f.ID == "file" || f.ID == "sample" {
			k.add(path+".id", "is the name of a source of our own")
		}
		if first, twice := paths[f.ID]; twice && f.ID != "" {
			k.add(path+".id", "is the id of %s too", first)
		} else {
			paths[f.ID] = path
		}
		k.feed(path, f)
	}
}

func (k checker) feed(path string, f *Feed) {
	switch f.Platform {
	case Cyberbiz:
		k.cyberbiz(path, f)
	case Abaha:
		k.abaha(path, f.Header)
	case Zeek:
		k.zeek(path, f)
	default:
		k.oneOf(path+".platform", f.Platform, Cyberbiz, Abaha, Zeek)
		return
	}
	for key, platform := range feedKeys {
		if _, present := k.position[path+"."+key]; present && platform != f.Platform {
			k.add(path+"."+key, "is a key of %s feeds, and this is %s", platform, f.Platform)
		}
	}
}

// abaha needs the header: it is the only proof that a call comes from Abaha.
func (k checker) abaha(path string, h Header) {
	if !k.given[path+".header"] {
		k.add(path+".header", "is required: name and value of the header set at Abaha")
		return
	}
	if !headerPattern.MatchString(h.Name) {
		k.add(path+".header.name", "must be the name of an HTTP header")
	}
	k.secret(path+".header.value", h.Value)
	if !printable(h.Value) {
		k.add(path+".header.value", "must be printable ASCII without a space at either end")
	}
}
