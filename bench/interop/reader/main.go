// Reads a log that Dolen wrote, with golang.org/x/mod/sumdb and nothing of ours: note, tiles, proofs.
//
// Usage: reader AUDIT_DIRECTORY OLD_CHECKPOINT ENTRY_INDEX
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Hashes in a full tile, and so the height of a tile.
const tileHeight = 8
const tileWidth = 1 << tileHeight

func main() {
	if len(os.Args) != 4 {
		fail(fmt.Errorf("usage: reader AUDIT_DIRECTORY OLD_CHECKPOINT ENTRY_INDEX"))
	}
	index, err := strconv.ParseInt(os.Args[3], 10, 64)
	check(err)
	check(read(os.Args[1], os.Args[2], index))
}

func read(directory, oldCheckpoint string, index int64) error {
	vkey, err := os.ReadFile(filepath.Join(directory, "log.vkey"))
	if err != nil {
		return err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(vkey)))
	if err != nil {
		return fmt.Errorf("vkey: %w", err)
	}
	now, err := open(filepath.Join(directory, "checkpoint"), verifier)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	old, err := open(oldCheckpoint, verifier)
	if err != nil {
		return fmt.Errorf("old checkpoint: %w", err)
	}
	fmt.Printf("note         signed by %s, key %08x: %d entries\n", verifier.Name(), verifier.KeyHash(), now.N)

	// Authenticates every tile that it reads against the signed root.
	reader := tlog.TileHashReader(now, &tiles{directory: directory, size: now.N})
	root, err := tlog.TreeHash(now.N, reader)
	if err != nil {
		return fmt.Errorf("tree hash: %w", err)
	}
	if root != now.Hash {
		return fmt.Errorf("tree hash: %v is not the signed %v", root, now.Hash)
	}
	fmt.Printf("tree hash    %v from the tiles\n", root)

	for i := int64(0); i < now.N; i++ {
		if err := checkEntry(directory, now.N, i, reader); err != nil {
			return err
		}
	}
	fmt.Printf("entries      all %d hash to their leaves\n", now.N)

	entry, err := entryAt(directory, now.N, index)
	if err != nil {
		return err
	}
	record, err := tlog.ProveRecord(now.N, index, reader)
	if err != nil {
		return fmt.Errorf("record proof: %w", err)
	}
	if err := tlog.CheckRecord(record, now.N, now.Hash, index, tlog.RecordHash(entry)); err != nil {
		return fmt.Errorf("record proof: %w", err)
	}
	fmt.Printf("inclusion    entry %d, by %d hashes\n", index, len(record))

	growth, err := tlog.ProveTree(now.N, old.N, reader)
	if err != nil {
		return fmt.Errorf("tree proof: %w", err)
	}
	if err := tlog.CheckTree(growth, now.N, now.Hash, old.N, old.Hash); err != nil {
		return fmt.Errorf("tree proof: %w", err)
	}
	fmt.Printf("consistency  %d entries are the beginning of %d, by %d hashes\n", old.N, now.N, len(growth))
	if err := checkReceipt(filepath.Join(filepath.Dir(directory), "receipt"), verifier); err != nil {
		return fmt.Errorf("receipt: %w", err)
	}
	if err := checkGrowth(filepath.Join(filepath.Dir(directory), "growth"), old, reader); err != nil {
		return fmt.Errorf("growth: %w", err)
	}
	return nil
}

// checkReceipt verifies a c2sp.org/tlog-proof that Dolen wrote: its note, and its entry by its hashes.
func checkReceipt(path string, verifier note.Verifier) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	above, signed, found := strings.Cut(string(text), "\n\n")
	lines := strings.Split(above, "\n")
	if !found || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return fmt.Errorf("not a proof with an entry")
	}
	extra, isExtra := strings.CutPrefix(lines[1], "extra ")
	digits, isIndex := strings.CutPrefix(lines[2], "index ")
	if !isExtra || !isIndex {
		return fmt.Errorf("no entry or no index")
	}
	entry, err := base64.StdEncoding.Strict().DecodeString(extra)
	if err != nil {
		return err
	}
	index, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return err
	}
	hashes, err := parseHashes(lines[3:])
	if err != nil {
		return err
	}
	tree, err := openNote([]byte(signed), verifier)
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(hashes, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
		return err
	}
	fmt.Printf("receipt      of Dolen: entry %d under %d entries, by %d hashes\n", index, tree.N, len(hashes))
	return nil
}

// checkGrowth verifies the consistency proof that Dolen printed, between roots that are known here.
func checkGrowth(path string, old tlog.Tree, reader tlog.HashReader) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) < 3 {
		return fmt.Errorf("too short")
	}
	var size int64
	if _, err := fmt.Sscanf(lines[2], "to %d ", &size); err != nil {
		return err
	}
	root, err := tlog.TreeHash(size, reader)
	if err != nil {
		return err
	}
	hashes, err := parseHashes(lines[3:])
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(hashes, size, root, old.N, old.Hash); err != nil {
		return err
	}
	fmt.Printf("growth       of Dolen: from %d to %d entries, by %d hashes\n", old.N, size, len(hashes))
	return nil
}

func parseHashes(lines []string) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

func open(path string, verifier note.Verifier) (tlog.Tree, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	return openNote(text, verifier)
}

// openNote verifies a signed note, and reads the three lines of a checkpoint.
func openNote(text []byte, verifier note.Verifier) (tlog.Tree, error) {
	signed, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("not a checkpoint of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	hash, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: hash}, err
}

// tiles reads tiles where c2sp.org/tlog-tiles puts them.
type tiles struct {
	directory string
	size      int64
}

func (t *tiles) Height() int { return tileHeight }

func (t *tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t *tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var read [][]byte
	for _, tile := range wanted {
		// The tile as it is stored: as wide as the tree makes it.
		stored := t.size
		for level := 0; level < tile.L; level++ {
			stored /= tileWidth
		}
		width := min(stored-tile.N*tileWidth, tileWidth)
		path := fmt.Sprintf("tile/%d/%s", tile.L, place(tile.N, width))
		data, err := os.ReadFile(filepath.Join(t.directory, path))
		if err != nil {
			return nil, err
		}
		if len(data) < tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s is too short", path)
		}
		read = append(read, data[:tile.W*tlog.HashSize])
	}
	return read, nil
}

// place is an index in groups of three digits, all but the last with an x, and the width if not full.
func place(index, width int64) string {
	name := fmt.Sprintf("%03d", index%1000)
	for index >= 1000 {
		index /= 1000
		name = fmt.Sprintf("x%03d/%s", index%1000, name)
	}
	if width < tileWidth {
		name = fmt.Sprintf("%s.p/%d", name, width)
	}
	return name
}

func entryAt(directory string, size, index int64) ([]byte, error) {
	bundle := index / tileWidth
	path := filepath.Join(directory, "tile/entries", place(bundle, min(size-bundle*tileWidth, tileWidth)))
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	for skip := index % tileWidth; ; skip-- {
		if len(data) < 2 {
			return nil, fmt.Errorf("entry %d is missing from its bundle", index)
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		if len(data) < end {
			return nil, fmt.Errorf("entry %d is cut short", index)
		}
		if skip == 0 {
			return bytes.Clone(data[2:end]), nil
		}
		data = data[end:]
	}
}

func checkEntry(directory string, size, index int64, reader tlog.HashReader) error {
	entry, err := entryAt(directory, size, index)
	if err != nil {
		return err
	}
	leaf, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
	if err != nil {
		return err
	}
	if leaf[0] != tlog.RecordHash(entry) {
		return fmt.Errorf("entry %d does not hash to its leaf", index)
	}
	return nil
}

func check(err error) {
	if err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Printf("refused      %v\n", err)
	os.Exit(1)
}
