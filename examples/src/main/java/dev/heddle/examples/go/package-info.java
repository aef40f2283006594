/**
 * Guests in Go, four scenes: {@link dev.heddle.examples.go.Hashing} computes behind a {@code Mono},
 * {@link dev.heddle.examples.go.PluginSwap} replaces a plugin while it is asked, {@link
 * dev.heddle.examples.go.FunctionPerRequest} starts an instance for every request, {@link
 * dev.heddle.examples.go.Untrusted} runs a program that tries to get out. Each has a main method.
 */
@NullMarked
package dev.heddle.examples.go;

import org.jspecify.annotations.NullMarked;
