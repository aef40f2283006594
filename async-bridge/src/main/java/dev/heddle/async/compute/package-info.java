/** Time on carrier threads: how long a computing guest keeps one, and who gets it next. */
@NullMarked
package dev.heddle.async.compute;

import org.jspecify.annotations.NullMarked;
