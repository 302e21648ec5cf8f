package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.tracker.core.catalog.Catalog;

/** The fake that the core's tests use keeps the contract, so they prove something. */
class MemorySwarmTest extends SwarmStoreContract {

    private final MemorySwarm swarm = new MemorySwarm();

    @Override
    protected SwarmStore store() {
        return swarm;
    }

    @Override
    protected Catalog catalog() {
        return swarm;
    }
}
