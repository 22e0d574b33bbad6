package feeds

// Ask has the lists of a source pulled at once, whether or not it is time, by Run in the background. Of a source that is being
// pulled, by this process or another, they are pulled once more afterwards.
func (p *Puller) Ask(shop, feed string) {
	p.init()
	p.asked.Store(shop+"/"+feed, true)
	select {
	case p.kicked <- struct{}{}:
	default: // it is about to look
	}
}

// wasAsked reports whether somebody asked for a source, once.
func (p *Puller) wasAsked(s Source) bool {
	_, asked := p.asked.LoadAndDelete(s.name())
	return asked
}
