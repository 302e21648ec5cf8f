package io.rangeswarm.model.api;

/**
 * One option of a running app.
 *
 * @param name as in application.yml, without its prefix
 * @param value as people would type it
 */
public record OptionView(String name, String value) {}
