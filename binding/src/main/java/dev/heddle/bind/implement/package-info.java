/** Classes that implement the interfaces of users, made at run time. */
@NullMarked
package dev.heddle.bind.implement;

import org.jspecify.annotations.NullMarked;
