// A function that answers one request: it reads the standard input, and writes the standard output.
package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// stopWords takes its time to be made, once: the snapshot has it.
var stopWords = func() map[string]bool {
	words := map[string]bool{}
	for _, word := range strings.Fields("a an and are as at be by for in is it of on or the to was with") {
		words[word] = true
	}
	for length := range 1_000 {
		words[strings.Repeat("-", length%50+1)+fmt.Sprint(length)] = true
	}
	return words
}()

// served would grow if an instance were used twice.
var served int

// handle answers with the commonest words.
//
//go:wasmexport handle
func handle() {
	served++
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	times := map[string]int{}
	for _, word := range strings.Fields(strings.ToLower(string(text))) {
		if word = strings.Trim(word, ".,;:!?"); word != "" && !stopWords[word] {
			times[word]++
		}
	}
	words := make([]string, 0, len(times))
	for word := range times {
		words = append(words, word)
	}
	slices.SortFunc(words, func(a, b string) int {
		if times[a] != times[b] {
			return times[b] - times[a]
		}
		return strings.Compare(a, b)
	})
	fmt.Printf("request %d of this instance:", served)
	for _, word := range words[:min(3, len(words))] {
		fmt.Printf(" %s=%d", word, times[word])
	}
	fmt.Println()
}

func main() {} // is not called: the module is a library
