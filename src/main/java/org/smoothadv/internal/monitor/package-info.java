/** What a person watches while a run works: TensorBoard's event files and progress bars. */
package org.smoothadv.internal.monitor;
