/** The page in a real browser. */
@NullMarked
package dev.skep.agent.browser;

import org.jspecify.annotations.NullMarked;
