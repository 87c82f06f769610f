"""What pages, and the public site, ask of hope."""

from amparo.repair.hope.selectors.published import ProofPoint, published_proof_points

__all__ = ["ProofPoint", "published_proof_points"]
