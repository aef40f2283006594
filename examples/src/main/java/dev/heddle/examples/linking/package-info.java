/** Loading of code by programs that run: {@code dlopen} and {@code dlsym} for C guests. */
@NullMarked
package dev.heddle.examples.linking;

import org.jspecify.annotations.NullMarked;
