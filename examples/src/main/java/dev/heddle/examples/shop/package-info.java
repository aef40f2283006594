/** The smallest example: a guest that asks for prices, and a host that has to fetch them. */
@NullMarked
package dev.heddle.examples.shop;

import org.jspecify.annotations.NullMarked;
