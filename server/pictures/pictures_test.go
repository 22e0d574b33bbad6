package pictures

import (
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// pictograms is every table in one.
func pictograms() map[string][]layer {
	all := map[string][]layer{}
	for _, table := range []map[string][]layer{wardrobe, kitchen, household} {
		maps.Copy(all, table)
	}
	return all
}

func TestNoPictogramIsInTwoTables(t *testing.T) {
	if got, want := len(pictograms()), len(wardrobe)+len(kitchen)+len(household); got != want {
		t.Errorf("%d different names of %d", got, want)
	}
}

func TestEveryPictogramShowsItsColour(t *testing.T) {
	for pictogram := range pictograms() {
		t.Run(pictogram, func(t *testing.T) {
			t.Parallel()
			picture := drawn(t, pictogram+"-3d6fb6.png")
			if got := share(t, picture, color.RGBA{R: 0x3d, G: 0x6f, B: 0xb6, A: 255}); got < 0.02 {
				t.Errorf("only %.1f%% of the picture has the main colour", got*100)
			}
		})
	}
}

func TestTheSameNameGivesTheSameBytes(t *testing.T) {
	for _, name := range []string{"bowl-a3c9a8.png", "tshirt-ffffff.png", "watch-24476b.png"} {
		if !bytes.Equal(drawn(t, name), drawn(t, name)) {
			t.Errorf("%s: two draws differ", name)
		}
	}
}

func TestPaleAndDarkColoursStayThemselves(t *testing.T) {
	for _, name := range []string{"tshirt-ffffff.png", "tshirt-9ca3af.png", "tshirt-000000.png", "dress-fbe4e6.png", "hat-ffff00.png"} {
		_, main, _ := parseName(name)
		if got := share(t, drawn(t, name), color.RGBA(main)); got < 0.1 {
			t.Errorf("%s: only %.1f%% of the picture has the main colour", name, got*100)
		}
	}
}

func TestUnknownNamesWriteNothing(t *testing.T) {
	for _, name := range []string{
		"", ".png", "-.png", "tshirt", "tshirt.png", "tshirt-ffffff", "tshirt-fff.png", "tshirt-FFFFFF.png",
		"tshirt-gggggg.png", "tshirt-ffffff.PNG", "tshirt-ffffff.png.png", "tshirt--ffffff.png", "tshirt-ffffff00.png",
		"rocket-ffffff.png", "Tshirt-ffffff.png", "/tshirt-ffffff.png", "../tshirt-ffffff.png", "tshirt-ffffff.png\x00",
	} {
		var out bytes.Buffer
		if err := Draw(&out, name); !errors.Is(err, ErrUnknown) || out.Len() > 0 {
			t.Errorf("%q: error %v, %d bytes written", name, err, out.Len())
		}
	}
}

func TestAFailingWriterIsReported(t *testing.T) {
	broken := errors.New("broken pipe")
	if err := Draw(writer(func([]byte) (int, error) { return 0, broken }), "cup-ffffff.png"); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}

// Every pictogram is drawn above, so a name that is understood here can be drawn. The paths come from the files as text,
// so that a new place for a picture is seen too.
func TestEveryPictureOfTheSampleShopCanBeDrawn(t *testing.T) {
	files, err := filepath.Glob(filepath.FromSlash("../../testdata/sample/*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no sample files: %v", err)
	}
	quoted := regexp.MustCompile(`"image_url": *("[^"]*")`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range quoted.FindAllSubmatch(text, -1) {
			var path string
			if err := json.Unmarshal(match[1], &path); err != nil {
				t.Fatal(err)
			}
			name, ours := strings.CutPrefix(path, "/pictures/")
			if _, _, ok := parseName(name); !ours || !ok {
				t.Errorf("%s: no picture for %q", filepath.Base(file), path)
			}
		}
	}
}

func TestWhatIsNoPathIsRefused(t *testing.T) {
	for _, path := range []string{"L1 1", "10 10", "M1", "M1 x", "M1 1 L", "M1 1 Z2", "M1 1 C1 2 3", "Z", "m1 1"} {
		if contours, err := parsePath(path); err == nil {
			t.Errorf("%q: %v", path, contours)
		}
	}
}

func FuzzDraw(f *testing.F) {
	for _, name := range []string{"tshirt-ffffff.png", "cup-0a0b0c.png", "cup-0A0B0C.png", "cup.png", "-.png", ""} {
		f.Add(name)
	}
	known := regexp.MustCompile(`^[a-z]+-[0-9a-f]{6}\.png$`)
	f.Fuzz(func(t *testing.T, name string) {
		var out bytes.Buffer
		switch err := Draw(&out, name); {
		case err == nil && !known.MatchString(name):
			t.Errorf("%q was drawn", name)
		case err == nil:
			decoded(t, out.Bytes())
		case !errors.Is(err, ErrUnknown) || out.Len() > 0:
			t.Errorf("%q: error %v, %d bytes written", name, err, out.Len())
		}
	})
}

func BenchmarkDraw(b *testing.B) {
	for b.Loop() {
		if err := Draw(io.Discard, "tshirt-ffffff.png"); err != nil {
			b.Fatal(err)
		}
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

func drawn(t *testing.T, name string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Draw(&out, name); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func decoded(t *testing.T, file []byte) image.Image {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if picture.Bounds() != image.Rect(0, 0, 600, 600) {
		t.Errorf("bounds %v", picture.Bounds())
	}
	return picture
}

// share is the part of a picture, from 0 to 1, that has exactly one colour.
func share(t *testing.T, file []byte, want color.RGBA) float64 {
	t.Helper()
	picture := decoded(t, file).(*image.Paletted)
	index := slices.Index(picture.Palette, color.Color(want))
	if index < 0 {
		return 0
	}
	return float64(bytes.Count(picture.Pix, []byte{uint8(index)})) / (size * size)
}
