/** The process that the commands run in: its streams, its terminals, how it ends. */
@NullMarked
package dev.heddle.cli.shell;

import org.jspecify.annotations.NullMarked;
