/**
 * One run or one log made from beginning to end: what {@code train}, {@code certify} and {@code
 * predict} do, each for one model, and {@code study} for many.
 */
package org.smoothadv.internal.command.job;
