/** Java source for the exports and imports of a module. */
@NullMarked
package dev.heddle.bind.source;

import org.jspecify.annotations.NullMarked;
