/**
 * What kernel tests need around them: skips that are earned, network namespaces, cgroups. Everything made here is named
 * after this process and removed after the test, however it ends.
 */
@NullMarked
package dev.skep.lab;

import org.jspecify.annotations.NullMarked;
