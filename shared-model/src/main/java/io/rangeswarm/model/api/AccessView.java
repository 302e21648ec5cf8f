package io.rangeswarm.model.api;

/**
 * How an app is guarded, for its own pages.
 *
 * @param tokenNeeded whether every call needs the access token
 * @param publicAddress whether the app listens on an address that is neither of loopback nor private
 * @param encrypted whether it is reached by TLS
 */
public record AccessView(boolean tokenNeeded, boolean publicAddress, boolean encrypted) {}
