/** What is written behind options, as values. */
@NullMarked
package dev.heddle.cli.option;

import org.jspecify.annotations.NullMarked;
