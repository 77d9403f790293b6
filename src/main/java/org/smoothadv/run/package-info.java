/** What a run is: its settings, its folder, its lock and its checkpoints. */
package org.smoothadv.run;
