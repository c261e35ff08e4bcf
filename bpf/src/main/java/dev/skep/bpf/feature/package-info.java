/**
 * What the running kernel can do, found by trying it and never by its version number: named features
 * ({@link dev.skep.bpf.feature.Feature}) and single helpers, kfuncs, map and program types
 * ({@link dev.skep.bpf.feature.FeatureProbe}).
 */
@NullMarked
package dev.skep.bpf.feature;

import org.jspecify.annotations.NullMarked;
