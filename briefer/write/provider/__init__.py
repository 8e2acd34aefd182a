"""Half price for those who can wait: a provider's batch interface (files plus batches of the OpenAI API).

Enters: the first ask of each split and compose, put aside in a folder's store. Leaves: the replies, for the same way
through the client that live ones take. Every step is on disk before the next one is taken, so that a job that is killed
goes on where it was, and what a provider was paid for is never asked of it again. Not covered: repairs and answers that
have to be put right, which go to the live endpoint, and what a story is (the pipeline runs over all of them each round).
"""

from briefer.write.deferral import Pending
from briefer.write.provider.limits import Limits
from briefer.write.provider.opening import forget, open_provider_batch
from briefer.write.provider.rounds import Progress, ProviderBatch

__all__ = ["Limits", "Pending", "Progress", "ProviderBatch", "forget", "open_provider_batch"]
