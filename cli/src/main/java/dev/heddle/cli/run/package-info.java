/** Running a guest as a process would run. */
@NullMarked
package dev.heddle.cli.run;

import org.jspecify.annotations.NullMarked;
