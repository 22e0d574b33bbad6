package config

// secretUse is one place where a secret stands.
type secretUse struct{ shop, bot, path, platform, page string }

// secrets holds every secret seen so far with its places.
type secrets map[string][]secretUse

func (k checker) bots(shop string, bots []Bot, seen secrets) {
	for i, b := range bots {
		path := index(shop+".bots", i)
		k.oneOf(path+".platform", b.Platform, JoinChat, Bothub)
		if len(b.Secrets) == 0 {
			k.add(path+".secrets", "must have at least one secret")
		}
		for j, text := range b.Secrets {
			use := secretUse{shop, path, index(path+".secrets", j), b.Platform, b.PageID}
			k.secret(use.path, text)
			k.shared(use, seen[text])
			seen[text] = append(seen[text], use)
		}
	}
}

// shared reports a secret that does not tell two bots apart: a call's secret is all that says which shop it is for.
func (k checker) shared(use secretUse, earlier []secretUse) {
	for _, other := range earlier {
		switch {
		case other.bot == use.bot:
		case other.shop != use.shop:
			k.add(use.path, "is the same secret as %s, which is another shop's", other.path)
		case other.platform == use.platform && other.page == use.page:
			k.add(use.path, "is the same secret as %s; give the bots different secrets, or a page_id each", other.path)
		}
	}
}
