/**
 * Turns what the testbed measured into things to read: tables, charts, histograms, JSON, a folder of finished runs from
 * which an interrupted evaluation goes on, and results of shards that can be added up
 * ({@link dev.shootdown.report.ResultFile}).
 *
 * <p>A {@link dev.shootdown.report.RunResult} is one scheme on one scenario with one seed; a
 * {@link dev.shootdown.report.Cell} is all seeds of a scheme on a scenario. Everything written here depends on results alone:
 * the same cells give the same bytes on every machine and in every locale (charts: with the same fonts); the
 * time it took, {@code wall_s}, is in what is printed, never in a file.
 *
 * <p>May depend on {@code dev.shootdown.testbed} and what that depends on, on HdrHistogram, Jackson and XChart.
 */
package dev.shootdown.report;
