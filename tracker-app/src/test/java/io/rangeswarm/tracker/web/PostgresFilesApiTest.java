package io.rangeswarm.tracker.web;

import io.rangeswarm.tracker.TestPostgres;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The same on PostgreSQL. */
class PostgresFilesApiTest extends FilesApiTest {

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        registry.add("rangeswarm.tracker.database.url", TestPostgres::newDatabase);
        registry.add("rangeswarm.tracker.database.user", () -> "postgres");
    }
}
