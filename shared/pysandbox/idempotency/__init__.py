"""Safe retries: the answer to a request with an `Idempotency-Key` is kept for a while and given again."""

from __future__ import annotations

from .keeper import Answer, AnswerKeeper, KeptAnswer, KeyInUseError, KeyReusedError
from .open import open_answer_keeper

__all__ = ["Answer", "AnswerKeeper", "KeptAnswer", "KeyInUseError", "KeyReusedError", "open_answer_keeper"]
