/**
 * Schedules built by hand in a browser: a machine and the steps taken so far ({@code Session}), served on loopback to whoever has the
 * token ({@code ExplorerServer}). Which steps are enabled and what they do is the machine's business alone; the page in {@code
 * resources/report} shows it.
 */
package dev.shootdown.cli.explorer;
