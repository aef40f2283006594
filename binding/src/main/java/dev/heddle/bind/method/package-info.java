/** The methods of interfaces and host objects, held against the exports and imports of a module. */
@NullMarked
package dev.heddle.bind.method;

import org.jspecify.annotations.NullMarked;
