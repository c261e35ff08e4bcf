/** What happened and what Skep cost, in Prometheus and OpenMetrics form, under OpenTelemetry's names. */
@NullMarked
package dev.skep.agent.metrics;

import org.jspecify.annotations.NullMarked;
