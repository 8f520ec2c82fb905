/**
 * Units of work on Apache Spark. The only package that knows Spark's classes, which our jar does not bring: it is found by its
 * name, and says so when they are missing.
 */
package dev.shootdown.spark;
