package web

import (
	"math"
	"strconv"
	"time"
	"unicode/utf8"
)

// Point is one bar of a chart.
type Point struct {
	Label string // below the bar; "" for most
	Title string // what the bar says in words
	Value int64
	Bad   int64 // how much of the value went wrong, drawn in a pattern on top
}

// Bars is a bar chart with its measures, drawn by the part "bars" of the templates. It is read without colour: what went wrong
// is hatched, each bar has words, and beside the chart stands a table of the same numbers.
type Bars struct {
	ID            string // unique in the page
	Name          string // what the chart shows, for who does not see it
	Width, Height px
	Base, Left    px // where the bars stand, and where they begin
	Ticks         []tick
	Labels        []label
	Bars          []bar
	HasBad        bool
}

// px is a measure in the drawing; a tenth of a pixel is as fine as needed.
type px float64

// String writes a measure as SVG takes it.
func (p px) String() string { return strconv.FormatFloat(math.Round(float64(p)*10)/10, 'f', -1, 64) }

type tick struct {
	Y, TextY px
	Text     string
}

type label struct {
	X      px
	Anchor string // of SVG: what of the text stands at X
	Text   string
}

type bar struct {
	X, Y, Width, Height px
	BadHeight           px
	Title               string
}

const (
	barsWidth, barsHeight = 720, 190
	barsLeft, barsTop     = 46, 10
	barsBottom            = 24 // room for the labels
	stripWidth            = 240
	stripHeight           = 36
)

// NewBars measures a chart with an axis of numbers and labels below.
func NewBars(language, id, name string, points []Point) Bars {
	b := Bars{ID: id, Name: name, Width: barsWidth, Height: barsHeight, Left: barsLeft, Base: barsHeight - barsBottom}
	top := axisTop(points)
	for n := int64(0); n <= top; n += top / 2 {
		y := b.Base - px(n)*(b.Base-barsTop)/px(top)
		b.Ticks = append(b.Ticks, tick{y, y + 4, grouped(language, n)})
	}
	b.place(points, top, barsTop)
	return b
}

// NewStrip measures a small chart without axis or labels, to stand in a line of a table.
func NewStrip(id, name string, points []Point) Bars {
	b := Bars{ID: id, Name: name, Width: stripWidth, Height: stripHeight, Base: stripHeight - 1}
	b.place(points, axisTop(points), 1)
	b.Labels = nil // they would be too small to be read
	for i := range b.Bars {
		b.Bars[i].Title = "" // and a finger does not meet a bar of a pixel
	}
	return b
}

// place puts the bars side by side. One that is not zero is at least a pixel high.
func (b *Bars) place(points []Point, top int64, margin px) {
	if len(points) == 0 {
		return
	}
	each := (b.Width - b.Left) / px(len(points))
	gap := min(each*0.2, 2)
	for i, p := range points {
		x := b.Left + px(i)*each
		if p.Label != "" {
			b.Labels = append(b.Labels, b.label(x+each/2, p.Label))
		}
		if p.Value <= 0 {
			continue
		}
		height := max(px(p.Value)*(b.Base-margin)/px(top), 1)
		one := bar{X: x + gap/2, Y: b.Base - height, Width: each - gap, Height: height, Title: p.Title}
		if p.Bad > 0 {
			b.HasBad = true
			one.BadHeight = min(max(px(p.Bad)*(b.Base-margin)/px(top), 3), height)
		}
		b.Bars = append(b.Bars, one)
	}
}

// letterWidth is about that of a digit in a label.
const letterWidth px = 7

// label is a text below a place, moved aside where it would not be whole.
func (b *Bars) label(x px, text string) label {
	half := px(utf8.RuneCountInString(text)) * letterWidth / 2
	switch {
	case x+half > b.Width:
		return label{b.Width, "end", text}
	case x < half:
		return label{0, "start", text}
	}
	return label{x, "middle", text}
}

// axisTop is the round number at or above the largest value, at least 2: 2, 4, 6 or 10 with zeros behind, so that half of it is
// whole.
func axisTop(points []Point) int64 {
	largest := int64(2)
	for _, p := range points {
		largest = max(largest, p.Value)
	}
	for unit := int64(1); ; unit *= 10 {
		for _, first := range []int64{2, 4, 6, 10} {
			if first*unit >= largest {
				return first * unit
			}
		}
	}
}

// Hour is the hour of a moment, for below a chart.
func Hour(at time.Time) string { return at.Format("15:04") }

// Day is the day of a moment without its year, as the language writes it.
func Day(language string, at time.Time) string {
	switch language {
	case "en":
		return at.Format("2 Jan")
	case "vi":
		return at.Format("02/01")
	}
	return at.Format("1/2")
}

// Took shows how long something took: whole milliseconds from ten on, seconds from one on.
func Took(language string, d time.Duration) string {
	switch {
	case d <= 0:
		return nothing
	case d >= time.Second:
		return groupDigits(language, strconv.FormatFloat(d.Seconds(), 'f', 1, 64)) + " s"
	case d >= 10*time.Millisecond:
		return strconv.FormatInt(d.Round(time.Millisecond).Milliseconds(), 10) + " ms"
	}
	return groupDigits(language, strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 1, 64)) + " ms"
}
