/** What the examples measure under load: latencies, and how long event loops are held. */
@NullMarked
package dev.heddle.examples.load;

import org.jspecify.annotations.NullMarked;
