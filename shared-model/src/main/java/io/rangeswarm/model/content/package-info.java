/** What a file is: its identity, its chunks and the manifest that proves them; nothing here does I/O. */
@NullMarked
package io.rangeswarm.model.content;

import org.jspecify.annotations.NullMarked;
