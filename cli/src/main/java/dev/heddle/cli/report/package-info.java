/** What there is to say of a module. */
@NullMarked
package dev.heddle.cli.report;

import org.jspecify.annotations.NullMarked;
