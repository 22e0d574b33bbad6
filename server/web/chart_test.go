package web

import (
	"strings"
	"testing"
	"time"
)

func TestTheAxisEndsAtARoundNumberWithAWholeHalf(t *testing.T) {
	for largest, want := range map[int64]int64{0: 2, 1: 2, 2: 2, 3: 4, 5: 6, 7: 10, 10: 10, 11: 20, 41: 60, 61: 100, 100: 100, 101: 200, 12_345: 20_000} {
		if got := axisTop([]Point{{Value: 1}, {Value: largest}}); got != want || got%2 != 0 {
			t.Errorf("up to %d the axis ends at %d, want %d", largest, got, want)
		}
	}
}

func TestBarsAreAsHighAsTheirNumbersAndWithinTheDrawing(t *testing.T) {
	b := NewBars("en", "c", "name", []Point{{Value: 1000, Label: "a", Title: "most"}, {}, {Value: 500, Bad: 250, Title: "half"}, {Value: 1, Bad: 1}})
	if len(b.Bars) != 3 || len(b.Labels) != 1 || len(b.Ticks) != 3 || b.Ticks[2].Text != "1,000" || b.Ticks[1].Text != "500" || !b.HasBad {
		t.Fatalf("%+v", b)
	}
	most, half, least := b.Bars[0], b.Bars[1], b.Bars[2]
	if most.Y != barsTop || most.Height != 2*half.Height || half.BadHeight*2 != half.Height {
		t.Errorf("most %+v, half %+v", most, half)
	}
	if least.Height != 1 || least.BadHeight != 1 {
		t.Errorf("a bar of one among a thousand is %v high, of which %v bad", least.Height, least.BadHeight)
	}
	for _, one := range b.Bars {
		if one.X < b.Left || one.X+one.Width > b.Width+0.01 || one.Y+one.Height > b.Base+0.01 || one.Y < 0 {
			t.Errorf("outside of the drawing: %+v", one)
		}
	}
}

func TestALabelAtTheEndIsNotCutOff(t *testing.T) {
	points := make([]Point, 24)
	for i := range points {
		points[i].Label = "16:00"
	}
	b := NewBars("en", "c", "name", points)
	if at := b.Labels[len(points)-1]; at.Anchor != "end" || at.X != b.Width {
		t.Errorf("the last label stands at %v (%s) of %v", at.X, at.Anchor, b.Width)
	}
	if at := b.Labels[12]; at.Anchor != "middle" {
		t.Errorf("a label in the middle is moved: %+v", at)
	}
}

func TestAStripHasBarsAndNothingToBeRead(t *testing.T) {
	b := NewStrip("s", "name", []Point{{Value: 4, Label: "12:00", Title: "most"}, {Value: 2, Bad: 1}})
	if len(b.Bars) != 2 || b.Labels != nil || b.Ticks != nil || b.Left != 0 || b.Bars[0].Height+b.Bars[0].Y != b.Base || !b.HasBad {
		t.Errorf("%+v", b)
	}
}

func TestAChartOfNothingHasAnAxisAndNoBars(t *testing.T) {
	for _, points := range [][]Point{nil, make([]Point, 24)} {
		if b := NewBars("en", "c", "n", points); len(b.Bars) != 0 || len(b.Ticks) != 3 || b.HasBad {
			t.Errorf("%+v", b)
		}
	}
}

func TestMeasuresAreWrittenToATenth(t *testing.T) {
	for p, want := range map[px]string{0: "0", 1: "1", 10.0 / 3: "3.3", 2.96: "3", 120.25: "120.3"} {
		if p.String() != want {
			t.Errorf("%v is written %s, want %s", float64(p), p, want)
		}
	}
}

// What stands in a chart comes from outside in part: a page that is asked for may name a method, and words are from files.
func TestWordsInAChartAreEscaped(t *testing.T) {
	w, err := New()
	if err != nil {
		t.Fatal(err)
	}
	tmpl, err := w.compile("error", w.functions("en", time.UTC, ""))
	if err != nil {
		t.Fatal(err)
	}
	const bad = `<script>alert("1")</script>`
	chart := NewBars("en", "c", bad, []Point{{Value: 3, Bad: 1, Label: bad, Title: bad}})
	var out strings.Builder
	if err := tmpl.ExecuteTemplate(&out, "bars", chart); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "<script>") || strings.Count(out.String(), "&lt;script&gt;") != 3 || strings.Contains(out.String(), "ZgotmplZ") || strings.Contains(out.String(), "style=") {
		t.Error(out.String())
	}
	if !strings.Contains(out.String(), `fill="url(#c-bad)"`) || !strings.Contains(out.String(), `<pattern id="c-bad"`) {
		t.Error("the pattern is not there: " + out.String())
	}
}

func TestDurationsAreShownAsFineAsTheyMatter(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "–", 120 * time.Microsecond: "0.1 ms", 2340 * time.Microsecond: "2.3 ms", 12400 * time.Microsecond: "12 ms", 1234 * time.Millisecond: "1.2 s",
	} {
		if got := Took("en", d); got != want {
			t.Errorf("%v is shown as %q, want %q", d, got, want)
		}
	}
	if got := Took("vi", 2340*time.Microsecond); got != "2,3 ms" {
		t.Error(got)
	}
	at := time.Date(2026, 3, 9, 7, 5, 0, 0, time.UTC)
	if Day("en", at) != "9 Mar" || Day("vi", at) != "09/03" || Day("zh-TW", at) != "3/9" || Hour(at) != "07:05" {
		t.Error(Day("en", at), Day("vi", at), Day("zh-TW", at), Hour(at))
	}
}
