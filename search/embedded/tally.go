package embedded

// tally counts what was found for each document of a snapshot. It is as long as the snapshot and used again, so a search
// makes no garbage.
type tally struct {
	slots []slot
	found []uint32 // documents with at least one word, in no order
	seen  []uint32 // slots to be cleared
	turn  uint16   // of the word that is looked up, from 1
}

// slot is what is known of one document.
type slot struct {
	score  uint32
	turn   uint16 // of the last word that found it
	words  uint8  // how many found it
	hidden bool
}

// next begins another word: a document scores once for each.
func (t *tally) next() { t.turn++ }

func (t *tally) at(doc uint32) *slot {
	if int(doc) >= len(t.slots) {
		t.slots = append(t.slots, make([]slot, int(doc)+1-len(t.slots)+1024)...)
	}
	return &t.slots[doc]
}

// hide keeps a document from being found.
func (t *tally) hide(doc uint32) {
	s := t.at(doc)
	s.hidden = true
	t.seen = append(t.seen, doc)
}

// add scores a document for the word whose turn it is, unless an earlier, better way has.
func (t *tally) add(doc, score uint32) {
	s := t.at(doc)
	if s.hidden || s.turn == t.turn {
		return
	}
	if s.words == 0 {
		t.found = append(t.found, doc)
		t.seen = append(t.seen, doc)
	}
	s.turn = t.turn
	s.words++
	s.score += score
}

// reset clears what was counted.
func (t *tally) reset() {
	for _, doc := range t.seen {
		t.slots[doc] = slot{}
	}
	t.found, t.seen, t.turn = t.found[:0], t.seen[:0], 0
}
