// Checks Tenure's log with other people's programs: golang.org/x/mod/sumdb and filippo.io/torchwood.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error) {
	if err != nil {
		fmt.Printf("%T: %v\n", err, err)
		os.Exit(1)
	}
}

func read(name string) []byte {
	bytes, err := os.ReadFile(name)
	check(err)
	return bytes
}

func unhex(text string) []byte {
	bytes, err := hex.DecodeString(text)
	check(err)
	return bytes
}

// Whoever asks says who they are, as the API wants it.
type actor struct{ name string }

func (a actor) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Tenure-Actor", a.name)
	return http.DefaultTransport.RoundTrip(r)
}

// verifiers are those of a policy: of the log for x/mod, and of whoever cosigns for torchwood.
func verifiers(policy string) (list []note.Verifier) {
	for _, line := range strings.Split(policy, "\n") {
		words := strings.Fields(line)
		if len(words) > 1 && words[0] == "log" {
			v, err := note.NewVerifier(words[1])
			check(err)
			list = append(list, v)
		}
		if len(words) > 2 && words[0] == "witness" {
			v, err := torchwood.NewCosignatureVerifier(words[2])
			check(err)
			list = append(list, v)
		}
	}
	return list
}

// leaf is what a leaf of Tenure's holds: SHA-256 over the proof's extra and the hash of the entry.
func leaf(proof []byte, entry []byte) []byte {
	for _, line := range strings.Split(string(proof), "\n") {
		if salt, ok := strings.CutPrefix(line, "extra "); ok {
			bytes, err := base64.StdEncoding.DecodeString(salt)
			check(err)
			data := sha256.Sum256(append(bytes, entry...))
			return data[:]
		}
	}
	check(fmt.Errorf("no extra line"))
	return nil
}

func main() {
	args := os.Args[1:]
	policyText := read(args[1])
	policy, err := torchwood.ParsePolicy(policyText)
	check(err)
	switch args[0] {
	case "note": // note <policy> <note> <signatures>: a signed note, of whatever text
		n, err := note.Open(read(args[2]), note.VerifierList(verifiers(string(policyText))...))
		check(err)
		want, err := strconv.Atoi(args[3])
		check(err)
		if len(n.Sigs) != want || len(n.UnverifiedSigs) != 0 {
			check(fmt.Errorf("%d signatures hold and %d are unknown, not %d", len(n.Sigs), len(n.UnverifiedSigs), want))
		}
	case "checkpoint": // checkpoint <policy> <note> <size>
		c, _, err := torchwood.VerifyCheckpoint(read(args[2]), policy)
		check(err)
		if strconv.FormatInt(c.N, 10) != args[3] || c.Extension != "" {
			check(fmt.Errorf("size %d, extension %q", c.N, c.Extension))
		}
	case "proof": // proof <policy> <tlog-proof> <hash of the entry>
		proof := read(args[2])
		check(torchwood.VerifyProof(policy, tlog.RecordHash(leaf(proof, unhex(args[3]))), proof))
	case "consistency": // consistency <policy> <old checkpoint> <new checkpoint> <hashes in hex, with commas>
		old, _, err := torchwood.VerifyCheckpoint(read(args[2]), policy)
		check(err)
		now, _, err := torchwood.VerifyCheckpoint(read(args[3]), policy)
		check(err)
		var proof tlog.TreeProof
		for _, node := range strings.Split(args[4], ",") {
			proof = append(proof, tlog.Hash(unhex(node)))
		}
		check(tlog.CheckTree(proof, now.N, now.Hash, old.N, old.Hash))
	case "log": // log <policy> <url> <actor>: every entry and every tile against the signed head
		client := &http.Client{Transport: actor{args[3]}}
		tiles, err := torchwood.NewTileFetcher(args[2], torchwood.WithHTTPClient(client))
		check(err)
		ctx := context.Background()
		signed, err := tiles.ReadEndpoint(ctx, "checkpoint")
		check(err)
		c, _, err := torchwood.VerifyCheckpoint(signed, policy)
		check(err)
		log, err := torchwood.NewClient(tiles)
		check(err)
		var last [32]byte
		count := int64(0)
		for _, entry := range log.AllEntries(ctx, c.Tree, 0) {
			copy(last[:], entry)
			count++
		}
		check(log.Err())
		if count != c.N {
			check(fmt.Errorf("%d entries of %d", count, c.N))
		}
		entry, proof, err := log.Entry(ctx, c.Tree, c.N-1)
		check(err)
		if string(entry) != string(last[:]) {
			check(fmt.Errorf("entry %d is not the one of the bundle", c.N-1))
		}
		check(tlog.CheckRecord(proof, c.N, c.Hash, c.N-1, tlog.RecordHash(entry)))
		fmt.Println(count)
	default:
		check(fmt.Errorf("no such check: %s", args[0]))
	}
}
