# stdin: "4\n4\nnine\n10\n1\n5\n7\n"
from functools import lru_cache
from itertools import batched

LINES = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]


def winner(b):
    return next((b[i] for i, j, k in LINES if b[i] == b[j] == b[k] != " "), "draw" if " " not in b else None)


@lru_cache(maxsize=None)
def minimax(board, player):
    end = winner(board)
    if end:
        return {"X": -1, "O": 1, "draw": 0}[end], None
    other = "XO"[player == "X"]
    moves = [(minimax(board[:i] + player + board[i + 1:], other)[0], -i) for i in range(9) if board[i] == " "]
    score, move = (max if player == "O" else min)(moves)
    return score, -move


def show(board):
    print("\n---+---+---\n".join(" " + " | ".join(row) for row in batched(board, 3)), end="\n\n")


def ask(board):
    while True:
        try:
            i = int(input("Your move (1-9): ")) - 1
            if board[i] != " " or i < 0:
                raise KeyError(f"square {i + 1} is taken")
            return i
        except ValueError as e:
            print("Not a number:", e)
        except (IndexError, KeyError) as e:
            print("Not possible:", e.args[0])


board = " " * 9
while True:
    i = ask(board)
    board = board[:i] + "X" + board[i + 1:]
    if not winner(board):
        _, i = minimax(board, "O")
        board = board[:i] + "O" + board[i + 1:]
    show(board)
    if winner(board):
        print("Result:", winner(board), minimax.cache_info().currsize)
        break
