Console.Error.WriteLine("amlip: no command is built yet.");
return 2;
