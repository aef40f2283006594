/** The commands of {@code heddle}, and how its arguments reach them. */
@NullMarked
package dev.heddle.cli;

import org.jspecify.annotations.NullMarked;
