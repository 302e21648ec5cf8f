/** The catalog and the swarm in a relational database, in SQL that H2 and PostgreSQL both take. */
@NullMarked
package io.rangeswarm.tracker.jdbc;

import org.jspecify.annotations.NullMarked;
