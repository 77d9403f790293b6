/**
 * Studies: a file that describes a grid of models and what is done with them, and the order in
 * which it is done. What a job is made of is none of this package's business.
 */
package org.smoothadv.study;
