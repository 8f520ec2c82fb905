/**
 * What people read: tables, timelines, charts, JSON. May depend on {@code testbed}, {@code explore}, {@code modelcheck},
 * {@code trace} and {@code machine}; only {@code cli} depends on it.
 */
package dev.shootdown.report;
