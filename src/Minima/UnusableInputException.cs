namespace Minima;

/// <summary>
/// What a caller handed over cannot be used: a malformed file, an option out of range, two runs that do not fit together.
/// The message is one or two sentences for a person: what is wrong, where, what was expected, what to do.
/// The command ends with exit code 2 and prints the message alone.
/// </summary>
public sealed class UnusableInputException : Exception
{
    /// <summary>Creates the error from its sentence.</summary>
    public UnusableInputException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error from its sentence and the error that it explains.</summary>
    public UnusableInputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
